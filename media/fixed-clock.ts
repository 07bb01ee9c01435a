// Loaded before the program when pictures are drawn: its clock starts at the moment that the environment names, so that a picture
// drawn again shows the same times.
const start = Number(process.env.PICTURE_STARTS_AT);
const offset = start - Date.now();
const RealDate = Date;
globalThis.Date = class extends RealDate {
	constructor(...given: unknown[]) {
		if (given.length === 0) super(RealDate.now() + offset);
		else super(...(given as [number]));
	}
	static override now(): number {
		return RealDate.now() + offset;
	}
} as DateConstructor;
