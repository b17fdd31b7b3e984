/** A part of a cloud that servers or volumes can be asked to be in. */
export interface AvailabilityZone {
  readonly zoneName: string;
  readonly zoneState: { readonly available: boolean };
}
