/**
 * One key segment for any text, such as `type#id`: readable where possible, hashed when long. Two texts never have
 * the same segment, also on a store that ignores case.
 */
export declare function keySegment(text: string): string;
