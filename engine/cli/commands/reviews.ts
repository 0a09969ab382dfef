import type { Command } from "commander";
import { describeChanges } from "../../core/review/describe-changes.ts";
import { reviewEntryWords } from "../../core/review/review-entry.ts";
import { ruleText } from "../../core/review/review-rule.ts";
import { reviewStatusWords } from "../../core/review/review-status.ts";
import type { DraftAuthor } from "../../runtime/drafts.ts";
import type { ReviewAnswer, ReviewDetail } from "../../runtime/reviews.ts";
import { CommandStop } from "../command-stop.ts";
import { withEngine, type EngineSession } from "../engine-session.ts";
import { signIn } from "../sign-in.ts";
import { colors, print, printJson, printTable, say } from "../terminal.ts";

interface ListOptions {
  readonly closed?: boolean;
  readonly json?: boolean;
}

interface ActOptions {
  readonly as: string;
  readonly comment?: string;
  readonly json?: boolean;
}

/** Sees everything of the organization, and is nobody in particular. */
const NOBODY = "";

/** `reviews list | show | approve | reject | withdraw`. */
export function addReviews(program: Command): void {
  const reviews = program.command("reviews").description("see and decide what is to go live after a review");
  reviews
    .command("list", { isDefault: true })
    .description("list the reviews that are open")
    .option("--closed", "the newest that are not")
    .option("--json", "print { reviews: [...] }")
    .action(list);
  forReview(reviews.command("show").description("what would go live, and what was said"))
    .option("--json", "print the review")
    .action(show);
  asPerson(reviews.command("approve").description("approve it"))
    .option("--comment <text>", "what to say with it")
    .action((id: string, options: ActOptions) => act(id, options, "approved", decideAs("approve", options)));
  asPerson(reviews.command("reject").description("ask for changes"))
    .requiredOption("--comment <text>", "what has to change")
    .action((id: string, options: ActOptions) => act(id, options, "sent back", decideAs("requestChanges", options)));
  asPerson(reviews.command("withdraw").description("take back what you asked for")).action((id: string, options: ActOptions) =>
    act(id, options, "withdrawn", ({ engine, orgId }, { reviewId }, by) => engine.reviews.withdraw({ orgId, reviewId, by })),
  );
}

const forReview = (command: Command): Command => command.argument("<review>", "id of the review");
const asPerson = (command: Command): Command =>
  forReview(command)
    .requiredOption("--as <email>", "who you are; the password is asked for, or that of OMNILINK_PASSWORD")
    .option("--json", "print { reviewId, status }");

async function list({ closed = false, json = false }: ListOptions): Promise<void> {
  const reviews = await withEngine(({ engine, orgId }) => engine.reviews.list(orgId, closed ? "closed" : "open", NOBODY));
  if (json) return printJson({ reviews });
  if (reviews.length === 0) return say(closed ? "No review has been closed yet." : "Nothing waits for a review.");
  printTable(
    ["REVIEW", "FLOW", "STATUS", "APPROVALS", "ASKED BY", "NOTE"],
    reviews.map(({ reviewId, flowId, status, approvedBy, quorum, requestedBy, note, brokeGlass }) => [
      ...[reviewId, flowId, reviewStatusWords[status], `${approvedBy.length} of ${quorum}`, requestedBy],
      brokeGlass?.reason ?? note ?? "",
    ]),
  );
}

async function show(reviewId: string, { json = false }: ListOptions): Promise<void> {
  const review = await withEngine((session) => findReview(session, reviewId));
  if (json) return printJson(review);
  const { flowName, status, requestedBy, before, document, bundle, entries } = review;
  print(
    `${flowName}: ${reviewStatusWords[status].toLowerCase()}, asked for by ${requestedBy}. It takes ${ruleText(bundle.rule)}.`,
  );
  print(before ? `What changes since version ${before.version}:` : "What would go live:");
  for (const { key, text } of describeChanges(before, { document })) {
    print(`  ${text}`);
    for (const { author, text: words } of entries.filter(({ path }) => path === key)) print(`    ${author}: ${words}`);
  }
  for (const { kind, author, text, path } of entries)
    if (path === undefined) print(`${author}: ${reviewEntryWords[kind]}${text === undefined ? "" : `: ${text}`}`);
}

async function findReview({ engine, orgId }: EngineSession, reviewId: string): Promise<ReviewDetail> {
  const review = await engine.reviews.get(orgId, reviewId, NOBODY);
  if (!review) throw new CommandStop(`There is no review ${reviewId}.`, "List them with: npx omnilink reviews");
  return review;
}

type Act = (session: EngineSession, review: ReviewDetail, by: DraftAuthor) => Promise<ReviewAnswer>;

const decideAs =
  (decision: "approve" | "requestChanges", { comment }: ActOptions): Act =>
  ({ engine, orgId }, { reviewId, bundleHash }, by) =>
    engine.reviews.decide({ ...{ orgId, reviewId, bundleHash, decision, by }, ...(comment === undefined ? {} : { comment }) });

async function act(reviewId: string, { as, json = false }: ActOptions, done: string, work: Act): Promise<void> {
  await withEngine(async (session) => {
    const review = await findReview(session, reviewId);
    const answer = await work(session, review, await signIn(session.engine, as));
    if (!answer.ok) throw new CommandStop(answer.message, `See what it waits for with: npx omnilink reviews show ${reviewId}`);
    const { status } = await findReview(session, reviewId);
    if (json) return printJson({ reviewId, status });
    say(`${colors.green("✓")} ${review.flowName}: ${done}. ${reviewStatusWords[status]}.`);
  });
}
