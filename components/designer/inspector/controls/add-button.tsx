import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { fieldId, type ControlProps } from "../form-context.tsx";
import classes from "../inspector.module.css";

interface AddButtonProps extends Pick<ControlProps, "path"> {
  /** One of what the field holds, as in "Add header". */
  readonly one: string;
  readonly onAdd: () => void;
}

/** Below the members of a field; has the id of the field, so that what leads to the field leads here. */
export const AddButton = ({ path, one, onAdd }: AddButtonProps) => (
  <Button
    id={fieldId(path)}
    size="xs"
    variant="default"
    leftSection={<IconPlus size={14} />}
    className={classes["add"] ?? ""}
    onClick={onAdd}
  >
    Add {one}
  </Button>
);
