/** Apache Arrow: an allocation manager whose release retires, so that a stalled reader stops nobody. */
package io.rangecast.examples.arrow;
