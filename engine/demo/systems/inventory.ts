import type { JsonObject } from "../../core/json.ts";
import { addOperation, addQuery, answer, type DemoWorld } from "../demo-routes.ts";

/** Stock movements, oldest first; the cursor is the number of the last one seen. */
const CHANGES = [
  { sku: "MUG", name: "Mug, white", stock: 42 },
  { sku: "PEN", name: "Fountain pen", stock: 7 },
  { sku: "DESK", name: "Standing desk", stock: 3 },
  { sku: "LAMP", name: "Desk lamp", stock: 0 },
  { sku: "CHAIR", name: "Office chair", stock: 12 },
];

/** The inventory tells what changed; the catalog takes it over. */
export function addInventory(world: DemoWorld): void {
  addQuery(world, "inventory", "/changes", changesSince);
  addOperation(world, {
    system: "catalog",
    name: "update",
    path: "/items",
    run: ({ body: { items, cursor = null } }) => {
      if (!Array.isArray(items)) return answer(400, { error: "invalid_items", message: "items must be a list." });
      return answer(200, { accepted: items.length, cursor });
    },
  });
}

function changesSince(query: JsonObject): JsonObject {
  const since = Number(query["since"] ?? 0);
  const start = Number.isInteger(since) && since > 0 ? since : 0;
  return { cursor: Math.max(start, CHANGES.length), items: CHANGES.slice(start) };
}
