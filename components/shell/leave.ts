/** Loaded when it is wanted: who is signed in is known without it. */
export const leave = async (): Promise<void> => {
  const { signOut } = await import("next-auth/react");
  await signOut({ callbackUrl: "/sign-in" });
};
