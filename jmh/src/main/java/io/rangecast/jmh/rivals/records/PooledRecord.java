package io.rangecast.jmh.rivals.records;

/** A record as an object, used again and again. */
final class PooledRecord {
    private long first;
    private long second;
    private long third;
    private long fourth;
    private long fifth;
    private long sixth;
    private long seventh;
    private long eighth;

    void fill(long number) {
        first = number;
        second = number + 1;
        third = number + 2;
        fourth = number + 3;
        fifth = number + 4;
        sixth = number + 5;
        seventh = number + 6;
        eighth = number + 7;
    }

    long number() {
        return first;
    }

    long sum() {
        return first + second + third + fourth + fifth + sixth + seventh + eighth;
    }
}
