import { useQuery } from "@tanstack/react-query";
import { sentenceOf } from "@/api/errors";
import { Notice } from "@/ui/Notice";
import { Skeleton } from "@/ui/Spinner";
import { previewQuery } from "./queries";
import type { Proposal } from "./types";

/** The working document as the calendar would show it. */
export function Preview({ proposal }: { proposal: Proposal }) {
  const { data: preview, error } = useQuery(previewQuery(proposal.id));

  if (error) {
    return (
      <Notice tone="warn">
        <p>{sentenceOf(error)}</p>
      </Notice>
    );
  }
  if (!preview) {
    return <Skeleton lines={6} label="Drawing the preview" />;
  }
  return <pre>{JSON.stringify(preview, null, 1)}</pre>;
}
