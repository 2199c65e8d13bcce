// Times in the shop's own zone, as its first entry names it.

const DAY = 86400000;
const QUARTER = 900000;

/** A time zone; UTC where the name is unknown here. */
class Zone {
  constructor(name) {
    this.offsets = new Map();
    try {
      this.format = new Intl.DateTimeFormat("en-CA", {
        timeZone: name, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit",
        hour: "2-digit", minute: "2-digit", second: "2-digit",
      });
      this.name = name;
    } catch {
      this.format = null;
      this.name = "UTC";
    }
  }

  /** Milliseconds to add to UTC. A day that begins and ends alike has one offset; asking is slow. */
  offset(at) {
    if (this.format === null || !Number.isFinite(at)) return 0;
    const midnight = Math.floor(at / DAY) * DAY;
    const begins = this.asked(midnight);
    return begins === this.asked(midnight + DAY) ? begins : this.asked(Math.floor(at / QUARTER) * QUARTER);
  }

  /** The offset at a moment, remembered. Zones change on quarters of an hour. */
  asked(at) {
    if (!this.offsets.has(at)) {
      const part = Object.fromEntries(this.format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
      const local = Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second);
      this.offsets.set(at, Number.isFinite(local) ? local - at : 0);
    }
    return this.offsets.get(at);
  }

  /** `2026-05-02` */
  day(at) {
    return this.iso(at).slice(0, 10);
  }

  /** `2026-05-02 10:00:00` */
  time(at) {
    return this.iso(at).slice(0, 19).replace("T", " ");
  }

  iso(at) {
    const local = new Date(at + this.offset(at));
    return Number.isNaN(local.getTime()) ? "?" : local.toISOString();
  }
}
