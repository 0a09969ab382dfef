import type { FlowDocument } from "../core/flow/flow-document.ts";
import type { FlowLayout } from "../core/flow/layout.ts";
import type { Prisma } from "../../generated/prisma/client.ts";

/** A JSON column as what it was written as: only this product writes it, and what it writes has been validated. */
export const storedJson = <Stored>(column: Prisma.JsonValue): Stored => column as Stored;

export const storedDocument = ({ document }: { readonly document: Prisma.JsonValue }): FlowDocument => storedJson(document);

/** Empty where nobody has moved a node: what is spread takes no layout over then. */
export const storedLayout = ({ layout }: { readonly layout: Prisma.JsonValue }): { readonly layout?: FlowLayout } =>
  layout === null ? {} : { layout: storedJson(layout) };
