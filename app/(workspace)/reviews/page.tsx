import type { Metadata } from "next";
import { ReviewList } from "#components/reviews/review-list.tsx";

export const metadata: Metadata = { title: "Reviews" };

export default function ReviewsPage() {
  return <ReviewList />;
}
