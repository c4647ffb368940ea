/** One instant cannot hold idle times or ages further apart than a timer's own error. */
export const ONE_CLOCK_MS = 600;
