import classes from "./password-strength.module.css";

interface PasswordStrengthProps {
  readonly password: string;
  readonly minLength: number;
}

/** Length is what makes a password strong, so that is what the meter counts; four fields, and a word. */
export function PasswordStrength({ password, minLength }: PasswordStrengthProps) {
  const level =
    password.length === 0
      ? 0
      : password.length < minLength
        ? 1
        : password.length < minLength + 4
          ? 2
          : password.length < minLength + 8
            ? 3
            : 4;
  const missing = minLength - password.length;
  const words = [
    `At least ${minLength} characters; a few words in a row are easy to keep.`,
    `${missing} more ${missing === 1 ? "character" : "characters"}`,
    "Acceptable",
    "Good",
    "Strong",
  ];
  return (
    <div className={classes["strength"]} data-level={level}>
      <div className={classes["meter"]} aria-hidden>
        {[1, 2, 3, 4].map((step) => (
          <span key={step} data-on={step <= level || undefined} />
        ))}
      </div>
      <span className={classes["word"]} aria-live="polite">
        {words[level]}
      </span>
    </div>
  );
}
