export interface SignInProblem {
  readonly title: string;
  readonly advice: string;
}

/** What next-auth's error code means to the person at the form. `throttled:<minutes>` comes from our own limiter. */
export function signInProblem(error: string | undefined, status: number | undefined): SignInProblem {
  const throttled = /^throttled:(\d+)$/.exec(error ?? "");
  if (throttled)
    return {
      title: "Too many tries",
      advice: `Sign-in for this account is closed for about ${throttled[1]} ${throttled[1] === "1" ? "minute" : "minutes"}. Then try again.`,
    };
  if (error === "CredentialsSignin")
    return {
      title: "Email and password do not match",
      advice: "Check both, or ask an admin of your organization for a new invitation.",
    };
  if (status === undefined)
    return {
      title: "The server did not answer",
      advice: "Check that OmniLink is running and that you are connected, then try again.",
    };
  return {
    title: "The server could not check the password",
    advice: "It may still be starting, or its database cannot be reached. Try again shortly.",
  };
}
