export function prismaEnvironment(): Record<string, string | undefined>;
export function prisma(
  args: readonly string[],
  options?: { quiet?: boolean; env?: Record<string, string> },
): Promise<{ status: number; output: string }>;
