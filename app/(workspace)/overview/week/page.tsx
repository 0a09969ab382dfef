import type { Metadata } from "next";
import { WeekPage } from "#components/overview/week-page.tsx";

export const metadata: Metadata = { title: "The week" };

export default function Page() {
  return <WeekPage />;
}
