/** The name that another product gives to an event, as a type of ours: `Order Placed` is `order.placed`. */
export const eventType = (text: string): string =>
  (text.match(/[A-Za-z0-9]+/g) ?? ["event"])
    .map((word) => word.charAt(0).toLowerCase() + word.slice(1))
    .join(".")
    .slice(0, 200);
