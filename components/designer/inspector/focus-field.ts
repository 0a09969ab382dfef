/** Focuses a field by its place, such as `config/url`, or the nearest one around it that is shown. */
export function focusField(field: string): void {
  const parts = field.split("/");
  requestAnimationFrame(() => {
    for (let length = parts.length; length > 0; length--) {
      const element = document.getElementById(`field-${parts.slice(0, length).join("/")}`);
      if (!element) continue;
      element.scrollIntoView({ block: "center" });
      element.focus();
      return;
    }
  });
}
