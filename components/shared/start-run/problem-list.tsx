import type { Problem } from "#engine/core/problem.ts";
import { lineAndColumn, locatePointer } from "#components/shared/json/json-position.ts";
import classes from "./start-run.module.css";

interface ProblemListProps {
  readonly problems: readonly Problem[];
  /** The JSON text the problems are about. */
  readonly text: string;
  readonly onShow: (pointer: string) => void;
}

/** What the contract refuses: place, reason and remedy. Choosing one selects the place in the text. */
export function ProblemList({ problems, text, onShow }: ProblemListProps) {
  return (
    <div role="alert">
      <ul className={classes["problems"]} aria-label="Problems of the input">
        {problems.map((problem) => (
          <li key={`${problem.code} ${problem.path} ${problem.message}`}>
            <button
              type="button"
              className={classes["problem"]}
              data-severity={problem.severity}
              onClick={() => onShow(problem.path)}
            >
              <strong>{problem.message}</strong>
              <span className={classes["problemFix"]}>{problem.fix}</span>
              <span className={classes["problemPlace"]}>{placeOf(problem.path, text)}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function placeOf(pointer: string, text: string): string {
  const { line } = lineAndColumn(text, locatePointer(text, pointer).from);
  return `line ${line}${pointer === "" ? "" : ` · ${pointer}`}`;
}
