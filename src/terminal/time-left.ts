const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** `0:41 left` (hours and minutes), `50 s left` in the last minute by tens, `expired`. */
export function timeLeft(ms: number): string {
  if (ms <= 0) return 'expired';
  if (ms < MINUTE) return `${Math.max(1, Math.ceil(ms / (10 * SECOND))) * 10} s left`;
  const minutes = Math.floor(ms / MINUTE);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')} left`;
}
