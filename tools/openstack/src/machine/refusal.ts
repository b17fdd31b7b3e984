/** What decides whether a real OpenStack can run here. */
export interface MachineFacts {
  /** As `process.platform`. */
  readonly platform: string;
  /** `ID` and `VERSION_ID` of /etc/os-release. */
  readonly distribution: string | undefined;
  readonly release: string | undefined;
  readonly userId: number | undefined;
  /** Whether file systems may be mounted (CAP_SYS_ADMIN). */
  readonly mayMount: boolean;
  readonly hasLoopDevices: boolean;
  readonly hasKvm: boolean;
}

/** Why a cloud cannot run on such a machine: a whole sentence, or `undefined` when it can. */
export function refusalOf(facts: MachineFacts, { guests }: { guests: boolean }): string | undefined {
  if (facts.platform !== 'linux') return `It needs Debian 12 on Linux; this is ${facts.platform}.`;
  if (facts.distribution !== 'debian' || facts.release !== '12')
    return `It is made of Debian 12's packages; this is ${facts.distribution ?? 'an unknown Linux'} ${facts.release ?? ''}`.trimEnd() + '.';
  if (facts.userId !== 0) return 'It mounts file systems and installs packages, so it must be run as root.';
  if (!facts.mayMount) return 'It mounts file systems, which is not allowed here (no CAP_SYS_ADMIN).';
  if (!facts.hasLoopDevices) return 'It mounts file systems from files, and there are no loop devices (/dev/loop-control).';
  if (guests && !facts.hasKvm) return 'Real guests need KVM, and there is no /dev/kvm.';
  return undefined;
}
