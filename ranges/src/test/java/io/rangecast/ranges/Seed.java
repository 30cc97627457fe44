package io.rangecast.ranges;

import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * Gives a test its random numbers, for a parameter of type {@link SplittableRandom}. They begin at the seed
 * {@code -Dseed=} or at any; a test that fails says which, so that it can be run again with the same.
 */
public final class Seed implements ParameterResolver, TestExecutionExceptionHandler {
    private static final long VALUE = value(System.getProperty("seed"));

    private static long value(String given) {
        return given == null ? ThreadLocalRandom.current().nextLong() : Long.parseLong(given);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == SplittableRandom.class;
    }

    @Override
    public SplittableRandom resolveParameter(ParameterContext parameter, ExtensionContext test) {
        return new SplittableRandom(VALUE);
    }

    @Override
    public void handleTestExecutionException(ExtensionContext test, Throwable failure) {
        throw new AssertionError("with -Dseed=" + VALUE + ": " + failure, failure);
    }
}
