import { holds, type Expression } from "../expression.ts";
import { stepOf } from "../step.ts";

interface Case {
  readonly port: string;
  readonly when: Expression;
}

/** Takes the first way whose condition holds. */
export const branch = stepOf(
  ({ cases, otherwise = "otherwise" }: { readonly cases: readonly Case[]; readonly otherwise?: string }) =>
    async ({ scope }) => {
      for (const { port, when } of cases) if (holds(await when.evaluate(scope))) return { output: { port }, port };
      return { output: { port: otherwise }, port: otherwise };
    },
);
