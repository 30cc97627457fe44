package io.rangecast.aeron;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Rows of docs/conformance.md that a test is about, besides that in its name. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.SOURCE)
@interface Row {
    String[] value();
}
