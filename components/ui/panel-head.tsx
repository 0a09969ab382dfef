import { ActionIcon } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./panel-head.module.css";

interface PanelHeadProps {
  readonly icon: ReactNode;
  readonly title: string;
  /** The line below the title. */
  readonly children: ReactNode;
  readonly closeLabel: string;
  readonly onClose: () => void;
}

/** What a side panel is about, and the way back to what it covers. Stays in sight while the panel scrolls. */
export const PanelHead = ({ icon, title, children, closeLabel, onClose }: PanelHeadProps) => (
  <div className={classes["head"]}>
    {icon}
    <div className={classes["text"]}>
      <h2>{title}</h2>
      <p>{children}</p>
    </div>
    <ActionIcon variant="subtle" color="gray" size={28} aria-label={closeLabel} onClick={onClose}>
      <IconX size={16} />
    </ActionIcon>
  </div>
);
