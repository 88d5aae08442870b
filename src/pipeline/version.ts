// The version that results carry; `scripts/check-files.ts` holds it equal to package.json.
export const version = '0.1.0';
