/** Something about a file as a whole that its sender has to mend: the import fails with this sentence, and is not tried again. */
export class ImportFault extends Error {}
