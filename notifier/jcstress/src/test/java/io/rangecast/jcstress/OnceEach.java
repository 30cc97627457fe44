package io.rangecast.jcstress;

import java.io.IOException;
import java.lang.reflect.Field;
import java.util.List;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.vm.VMSupport;

/**
 * Runs jcstress as its own main class does, but each test once: where a JDK has biased locks, as 17, jcstress runs each
 * with and without them, and no test of this module takes a lock. There is no option for it.
 */
final class OnceEach {
    private OnceEach() {}

    public static void main(String[] args) throws Exception {
        Options options = new AskedBetweenProbesAndConfigurations(args);
        if (!options.parse()) {
            System.exit(1);
        }
        new JCStress(options).run();
    }

    /** The arguments of JVMs are asked for when jcstress knows what this JVM can do, and before it combines it. */
    private static final class AskedBetweenProbesAndConfigurations extends Options {
        AskedBetweenProbesAndConfigurations(String[] args) throws IOException {
            super(args);
        }

        @Override
        public List<String> getJvmArgs() {
            try {
                Field available = VMSupport.class.getDeclaredField("BIASED_LOCKING_AVAILABLE");
                available.setAccessible(true);
                available.setBoolean(null, false);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("jcstress keeps elsewhere now whether the JVM has biased locks", e);
            }
            return super.getJvmArgs();
        }
    }
}
