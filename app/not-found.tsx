import { PlainPage } from "#components/ui/plain-page.tsx";

export default function NotFound() {
  return (
    <PlainPage title="There is no page at this address" action={{ href: "/flows", label: "Go to flows" }}>
      The link may be old or mistyped. What you look for may be among the flows; the search there finds everything else.
    </PlainPage>
  );
}
