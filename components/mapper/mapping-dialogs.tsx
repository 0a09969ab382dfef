import type { FlowDraft } from "#engine/core/edit/flow-draft.ts";
import type { JsonObject } from "#engine/core/json.ts";
import type { ExpressionData } from "#engine/core/scope/scope-at.ts";
import type { MapperDialog } from "./mapper-actions.tsx";
import type { MappingEdits } from "./mapping-edits.ts";
import { SampleDialog } from "./sample-dialog.tsx";
import { sampleOwners } from "./sample-owners.ts";
import { SaveMappingDialog } from "./save-mapping-dialog.tsx";
import { SchemaDialog } from "./schema-dialog.tsx";

interface MappingDialogsProps {
  readonly dialog: MapperDialog | undefined;
  readonly draft: FlowDraft;
  readonly text: string;
  readonly data: ExpressionData;
  readonly target: JsonObject | undefined;
  readonly edits: MappingEdits;
  readonly onClose: () => void;
}

/**
 * What is asked about the ends of a mapping and about the mapping as a whole. Auto-map is not here: it needs the mapper's
 * own state.
 */
export function MappingDialogs({ dialog, draft, text, data, target, edits, onClose }: MappingDialogsProps) {
  switch (dialog) {
    case "target":
      return (
        <SchemaDialog
          schemaNames={Object.keys(draft.document.schemas ?? {})}
          hasSchema={target !== undefined}
          onUse={edits.setTarget}
          onRemove={edits.removeTarget}
          onClose={onClose}
        />
      );
    case "save":
      return (
        <SaveMappingDialog
          text={text}
          data={data}
          onSaved={(call, key) => edits.setText(call, `Use the mapping ${key}`)}
          onClose={onClose}
        />
      );
    case "sample":
      return <SampleDialog owners={sampleOwners(draft, data)} onUse={edits.setSample} onClose={onClose} />;
    default:
      return null;
  }
}
