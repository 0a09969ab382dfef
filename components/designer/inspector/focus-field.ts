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

/** For a control that is there only after the form has been drawn again: the element of this id, or the first field inside of it. */
export function focusLater(id: string): void {
  setTimeout(() => {
    const first = (): HTMLElement | null => document.querySelector(`:is(input, textarea, select)[id^="${CSS.escape(id)}/"]`);
    (document.getElementById(id) ?? first())?.focus();
  });
}
