/** The package describes its front door alone. */
declare module "systeminformation/lib/cpu.js" {
  export const cpu: () => Promise<{ readonly brand: string }>;
}
