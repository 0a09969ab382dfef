import { disableNodes } from "../../edit/commands/disable-nodes.ts";
import { fix, type Fixer } from "./fix.ts";

export const enableNode: Fixer = ({ draft, node }) => (node ? [fix("Enable it", disableNodes(draft, [node.id], false))] : []);
