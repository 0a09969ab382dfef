import { isJsonArray, isJsonObject, type JsonValue } from "../../core/json.ts";
import { addOperation, addQuery, answer, type DemoWorld } from "../demo-routes.ts";

/** Ships orders. The article `OUT-OF-STOCK` never is in stock, so its order is refused for good. A shipment can be canceled once. */
export function addWarehouse(world: DemoWorld): void {
  const canceled = new Set(
    world.ledger.accepted("warehouse", "cancel").map(({ answer: { body } }) => String(body["shipmentId"])),
  );
  addOperation(world, {
    system: "warehouse",
    name: "ship",
    path: "/shipments",
    run: ({ body, seq }) => {
      const { order = null, lines = [] } = body;
      if (asList(lines).some(isOutOfStock)) {
        return answer(409, { error: "out_of_stock", message: "The article OUT-OF-STOCK is not in stock." });
      }
      return answer(201, { shipmentId: `shp_${seq}`, order, status: "packed" });
    },
  });
  addOperation(world, {
    system: "warehouse",
    name: "cancel",
    path: "/shipments/:id/cancel",
    run: ({ id }) => cancel(world, canceled, id),
  });
  addQuery(world, "warehouse", "/shipments", () => world.ledger.accepted("warehouse", "ship").map((entry) => entry.answer.body));
}

function cancel({ ledger }: DemoWorld, canceled: Set<string>, shipmentId: string) {
  const isKnown = ledger.accepted("warehouse", "ship").some(({ answer: { body } }) => body["shipmentId"] === shipmentId);
  if (!isKnown) return answer(404, { error: "unknown_shipment", message: `There is no shipment ${shipmentId}.` });
  if (canceled.has(shipmentId)) return answer(409, { error: "already_canceled", message: `${shipmentId} is canceled already.` });
  canceled.add(shipmentId);
  return answer(201, { shipmentId, status: "unpacked" });
}

const asList = (value: JsonValue): readonly JsonValue[] => (isJsonArray(value) ? value : [value]);

const isOutOfStock = (line: JsonValue): boolean => isJsonObject(line) && line["sku"] === "OUT-OF-STOCK";
