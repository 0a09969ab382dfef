import { Skeleton } from "@mantine/core";
import classes from "./overview.module.css";

const FIGURES = 7;

/** The shape of `HeadlineFigures`. */
export function LoadingFigures() {
  return (
    <div className={classes["figures"]} role="group" aria-busy aria-label="Loading the figures">
      {Array.from({ length: FIGURES }, (_, index) => (
        <div key={index} className={classes["figure"]}>
          <Skeleton height={12} width="50%" />
          <Skeleton height={28} width="60%" my={8} />
          <Skeleton height={12} width="80%" />
        </div>
      ))}
    </div>
  );
}
