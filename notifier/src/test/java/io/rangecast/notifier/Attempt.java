package io.rangecast.notifier;

/** Something that may run out of memory, and then has done nothing: see {@link ScarceMemory}. */
interface Attempt {
    void prepare(AddressSpace space);

    void run(AddressSpace space);

    void undo();

    void check(AddressSpace space, boolean worked);

    void end();
}
