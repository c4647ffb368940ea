import { z } from 'zod';

const text = z.string();

const object = z.object({
  metadata: z.object({
    uid: text,
    name: text,
    namespace: text.optional(),
    generation: z.number().optional(),
    creationTimestamp: text.nullish(),
    deletionTimestamp: text.nullish(),
    labels: z.record(text, text).nullish(),
    ownerReferences: z.array(z.object({ kind: text })).nullish(),
  }),
  /** Of a ConfigMap: only whether it changed is of interest. */
  data: z.unknown().optional(),
  /** Of an EndpointSlice. */
  endpoints: z
    .array(z.object({ conditions: z.object({ ready: z.boolean().nullish() }).nullish() }))
    .nullish(),
  /** Of a Deployment. */
  spec: z.object({ replicas: z.number().optional() }).nullish(),
  /** Of a Pod. */
  status: z
    .object({
      containerStatuses: z
        .array(
          z.object({
            restartCount: z.number(),
            lastState: z
              .object({ terminated: z.object({ reason: text.optional() }).nullish() })
              .nullish(),
          }),
        )
        .nullish(),
    })
    .nullish(),
  /** Of an Event. */
  reason: text.nullish(),
  involvedObject: z
    .object({ kind: text.optional(), namespace: text.optional(), name: text.optional() })
    .nullish(),
});

/** What kubectl prints with `--output-watch-events`. */
export const WATCHED = z.object({
  type: z.enum(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR']),
  object,
});

export type Watched = z.output<typeof WATCHED>;
export type WatchedObject = Watched['object'];
