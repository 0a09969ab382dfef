import type { Metadata } from "next";
import { Suspense } from "react";
import { ReviewList } from "#components/reviews/review-list.tsx";

export const metadata: Metadata = { title: "Reviews" };

export default function ReviewsPage() {
  return (
    <Suspense>
      <ReviewList />
    </Suspense>
  );
}
