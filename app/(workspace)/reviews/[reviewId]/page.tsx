import type { Metadata } from "next";
import { ReviewPage } from "#components/reviews/review-page.tsx";

export const metadata: Metadata = { title: "Review" };

export default async function Page({ params }: { readonly params: Promise<{ readonly reviewId: string }> }) {
  return <ReviewPage reviewId={(await params).reviewId} />;
}
