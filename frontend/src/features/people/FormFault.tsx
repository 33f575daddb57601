import { ErrorSummary } from "@/ui/ErrorSummary";

/** What was wrong with a short form, read out at once and linked to its fields. */
export function FormFault({
  fault,
}: {
  fault: { sentence: string; fields: Record<string, string[]>; attempt: number } | undefined;
}) {
  if (!fault) {
    return null;
  }
  const named = Object.entries(fault.fields).flatMap(([field, sentences]) =>
    sentences.map((message) => ({ message, field: field || undefined })),
  );
  return (
    <ErrorSummary key={fault.attempt} problems={named.length > 0 ? named : [{ message: fault.sentence }]} />
  );
}
