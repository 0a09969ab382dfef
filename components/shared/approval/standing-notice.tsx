import { Link } from "#components/ui/link.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { Approval } from "./approval.ts";

/** What has happened to the question since it was asked: the flow has changed, or the run went back and asks again. */
export function StandingNotice({ approval }: { readonly approval: Approval }) {
  const { status, version, liveVersion, votes, replaces, replacedBy } = approval;
  if (status === "closed" && replacedBy !== undefined)
    return (
      <Notice tone="info" title="This question is void">
        The run was taken back to an earlier moment, so answers to it no longer count.{" "}
        <Link href={`/approvals/${replacedBy}`}>It was asked again</Link>.
      </Notice>
    );
  if (status !== "pending") return null;
  const isVoid = votes.some(({ counts }) => !counts);
  return (
    <>
      {replaces === undefined ? null : (
        <Notice tone="info" title="Asked again">
          The run was taken back to an earlier moment. The <Link href={`/approvals/${replaces}`}>earlier question</Link> and its
          answers no longer count.
        </Notice>
      )}
      {liveVersion === undefined ? null : (
        <Notice tone="warn" title={isVoid ? "The flow has changed: asked again" : "The flow has another version now"}>
          Version {liveVersion} is live; this run goes on with version {version}.
          {isVoid ? " Answers given before the change no longer count." : " Your answer is about this run, as it is shown here."}
        </Notice>
      )}
    </>
  );
}
