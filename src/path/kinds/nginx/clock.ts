/** nginx: -214 to +6 ms measured (n=29); it skips re-arming a timer that would move by less than 300 ms. */
export const NGINX_CLOCK = { earlyMs: 320, lateMs: 250 } as const;

/** nginx does not move a timer by less (NGX_TIMER_LAZY_DELAY in src/event/ngx_event_timer.h). */
export const NGINX_LAZY_MS = 300;
