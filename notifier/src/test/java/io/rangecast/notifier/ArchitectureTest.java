package io.rangecast.notifier;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameStartingWith;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static io.rangecast.notifier.fixture.PublishedClasses.ALL;
import static io.rangecast.notifier.fixture.PublishedClasses.NOTIFIER;
import static io.rangecast.notifier.fixture.PublishedClasses.RANGES;
import static io.rangecast.notifier.fixture.PublishedClasses.RECORDS;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.rangecast.ranges.Interval;
import io.rangecast.ranges.RangeSet;
import io.rangecast.ranges.internal.Backoff;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.IdleStrategy;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.varhandle.MpmcVarHandleArrayQueue;
import org.junit.jupiter.api.Test;

/** Which way dependencies run in both published modules, and what they keep their hands off. */
class ArchitectureTest {
    private static final String INTERNAL = RANGES + ".internal";

    @Test
    void rangesNeedsOnlyTheJdk() {
        classes()
                .that()
                .resideInAnyPackage(RANGES, INTERNAL)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", RANGES, INTERNAL)
                .check(ALL);
    }

    @Test
    void recordsNeedOnlyTheJdk() {
        classes()
                .that()
                .resideInAPackage(RECORDS)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", RECORDS)
                .check(ALL);
    }

    @Test
    void notifierNeedsOnlyTheJdkRangesAndWhatOfAgronaAndJctoolsNeedsNoFlag() {
        DescribedPredicate<JavaClass> flagFree = resideInAPackage("org.agrona.collections")
                .or(belongToAnyOf(Agent.class, AgentTerminationException.class))
                .or(belongToAnyOf(IdleStrategy.class));
        DescribedPredicate<JavaClass> pool = belongToAnyOf(MessagePassingQueue.class, MpmcVarHandleArrayQueue.class);
        classes()
                .that()
                .resideInAPackage(NOTIFIER)
                .should()
                .onlyDependOnClassesThat(resideInAPackage("java..")
                        .or(resideInAPackage("jdk.jfr"))
                        .or(resideInAPackage(RANGES))
                        .or(resideInAPackage(RECORDS))
                        .or(resideInAPackage(INTERNAL))
                        .or(resideInAPackage(NOTIFIER))
                        .or(flagFree)
                        .or(pool))
                .check(ALL);
    }

    @Test
    void setAndTreesDoNotKnowEachOther() {
        slices().assignedFrom(new StructuresOfRanges())
                .should()
                .notDependOnEachOther()
                .check(ALL);
    }

    /** They use the library as anybody might. */
    @Test
    void nothingElseKnowsTheTranslationCacheOrTheAgent() {
        DescribedPredicate<JavaClass> users = belongToAnyOf(TranslationCache.class, SubscriberAgent.class);
        noClasses().that(not(users)).should().dependOnClassesThat(users).check(ALL);
    }

    @Test
    void theWordsThatThreadsMeetInKnowNobody() {
        DescribedPredicate<JavaClass> words = belongToAnyOf(PaddedWords.class, HitCounters.class, ParkingSpot.class);
        classes()
                .that(words)
                .should()
                .onlyDependOnClassesThat(resideInAPackage("java..").or(words))
                .check(ALL);
    }

    @Test
    void nobodyTouchesUnsafeNotEvenByName() {
        classes()
                .should(new ArchCondition<>("not name Unsafe or what is internal to the JDK") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        String content = contentOf(type);
                        if (content.contains("Unsafe")
                                || content.contains("jdk/internal")
                                || content.contains("sun/")) {
                            events.add(SimpleConditionEvent.violated(type, type.getName() + " does"));
                        }
                    }
                })
                .check(ALL);
    }

    @Test
    void nobodyPrintsOrSleepsOrEndsTheProcess() {
        noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(Throwable.class, "printStackTrace")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(System.class, "gc")
                .check(ALL);
    }

    /** Row F5: a dump of all threads halts each of them, for as long as they have stacks. */
    @Test
    void nobodyHaltsOtherThreads() {
        noClasses()
                .should()
                .callMethod(Thread.class, "getAllStackTraces")
                .orShould()
                .callMethod("java.lang.management.ThreadMXBean", "dumpAllThreads", "boolean", "boolean")
                .check(ALL);
    }

    @Test
    void oneClassPausesYieldsAndSleeps() {
        noClasses()
                .that(not(belongToAnyOf(Backoff.class)))
                .should()
                .callMethod(Thread.class, "onSpinWait")
                .orShould()
                .callMethod(Thread.class, "yield")
                .orShould()
                .callMethod(Object.class, "wait")
                .orShould()
                .callMethod(Object.class, "wait", long.class)
                .orShould()
                .callMethodWhere(target(owner(type(LockSupport.class))).and(target(nameStartingWith("park"))))
                .check(ALL);
    }

    /** The class file, byte by byte: names in its constants included, by which reflection would ask. */
    private static String contentOf(JavaClass type) {
        String file = type.getName().replace('.', '/') + ".class";
        try (InputStream in = ArchitectureTest.class.getClassLoader().getResourceAsStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class StructuresOfRanges implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            if (!type.getPackageName().equals(RANGES) || type.isEquivalentTo(Interval.class)) {
                return SliceIdentifier.ignore();
            }
            return SliceIdentifier.of(belongToAnyOf(RangeSet.class).test(type) ? "set" : "trees");
        }

        @Override
        public String getDescription() {
            return "set and trees";
        }
    }
}
