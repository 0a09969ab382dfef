import { createContext, useContext, type DragEvent } from "react";

/** What the small forms of a field share. */
export interface FormContextValue {
  /** Source fields, written as they must be at this field. */
  readonly suggestions: readonly string[];
  /** What a drop means at this field; `undefined` when it is nothing of ours. */
  readonly droppedText: (event: DragEvent) => string | undefined;
  readonly canEdit: boolean;
}

const FormContext = createContext<FormContextValue>({ suggestions: [], droppedText: () => undefined, canEdit: false });
export const FormContextProvider = FormContext.Provider;
export const useFormContext = (): FormContextValue => useContext(FormContext);
