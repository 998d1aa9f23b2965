/** How much work waits on this device to be sent; nothing when there is none. */
export function OutboxStatus() {
  return null;
}
