import { isJsonArray, isJsonObject, type JsonValue } from "../../core/json.ts";
import { addOperation, addQuery, answer, type DemoWorld } from "../demo-routes.ts";

/** Ships orders. The article `OUT-OF-STOCK` never is in stock, so its order is refused for good. */
export function addWarehouse(world: DemoWorld): void {
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
  addQuery(world, "warehouse", "/shipments", () => world.ledger.accepted("warehouse", "ship").map((entry) => entry.answer.body));
}

const asList = (value: JsonValue): readonly JsonValue[] => (isJsonArray(value) ? value : [value]);

const isOutOfStock = (line: JsonValue): boolean => isJsonObject(line) && line["sku"] === "OUT-OF-STOCK";
