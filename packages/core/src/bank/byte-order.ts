/** Orders strings by their UTF-8 bytes, as banks list keys. */
export declare function compareBytes(left: string, right: string): number;
