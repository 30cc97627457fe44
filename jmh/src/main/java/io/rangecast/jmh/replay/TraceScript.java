package io.rangecast.jmh.replay;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationEvent;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.Vma;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a bundled trace does to those who subscribe to every area that is mapped: the changes they are told of, and the
 * subscriptions that come and go with the areas. The areas that a fork copies are left out.
 *
 * @param steps in order
 * @param spaces how many address spaces there are
 * @param subscriptions how many there are in all, numbered in order
 */
public record TraceScript(List<Step> steps, int spaces, int subscriptions) {
    private static final int MEMORY = 512 << 20;

    /** Above every address of a trace: rivals may compare ends as signed. */
    private static final long TOP = 1L << 62;

    /** What is done in a step. */
    public enum Action {
        /** An area was mapped, or is what is left of one. */
        SUBSCRIBE,
        /** A range is about to change. */
        CHANGE,
        /** An area is gone. */
        UNSUBSCRIBE
    }

    /**
     * One step.
     *
     * @param action what is done
     * @param space the number of the address space
     * @param start first byte
     * @param end the byte after the last
     * @param number of the subscription; of a change, how many subscriptions it hits
     */
    public record Step(Action action, int space, long start, long end, int number) {}

    /** Those that are in use: each is asked for by several rivals, and written once. */
    private static final Map<String, SoftReference<TraceScript>> WRITTEN = new ConcurrentHashMap<>();

    /**
     * Replays a trace once and writes down what happens.
     *
     * @param name of a bundled trace
     * @return the script
     */
    public static TraceScript of(String name) {
        SoftReference<TraceScript> written = WRITTEN.get(name);
        TraceScript script = written == null ? null : written.get();
        if (script == null) {
            script = write(name);
            WRITTEN.put(name, new SoftReference<>(script));
        }
        return script;
    }

    private static TraceScript write(String name) {
        try {
            Writer writer = new Writer();
            Trace trace = TraceSource.trace(name);
            RecentAreas recent = new RecentAreas() {
                @Override
                void add(Vma area) {
                    writer.mapped(area);
                }
            };
            Windows windows = new Windows(false) {
                @Override
                void change(
                        Invalidator invalidator,
                        InvalidationEvent event,
                        Vma area,
                        long start,
                        long end,
                        Runnable change) {
                    change.run();
                    writer.changed(invalidator.space(), event, start, end);
                }
            };
            new Replayer(trace, new Slab(MEMORY), windows, recent, new KernelSnapshots()).replay();
            return new TraceScript(writer.steps, writer.spaces.size(), writer.subscriptions);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (TraceFormatException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Keeps, for each space, which subscription stands for which range. */
    private static final class Writer {
        private final List<Step> steps = new ArrayList<>();
        private final Map<AddressSpace, Integer> spaces = new HashMap<>();
        private final List<TreeMap<Long, Step>> subscribed = new ArrayList<>();
        private int subscriptions;

        private int number(AddressSpace space) {
            return spaces.computeIfAbsent(space, s -> {
                subscribed.add(new TreeMap<>());
                return subscribed.size() - 1;
            });
        }

        void mapped(Vma area) {
            subscribe(number(area.space()), area.start(), area.end());
        }

        private void subscribe(int space, long start, long end) {
            if (start < end) {
                Step step = new Step(Action.SUBSCRIBE, space, start, end, subscriptions++);
                steps.add(step);
                subscribed.get(space).put(start, step);
            }
        }

        void changed(AddressSpace in, InvalidationEvent event, long start, long to) {
            int space = number(in);
            long end = to < 0 ? TOP : to;
            List<Step> hit = overlaps(subscribed.get(space), start, end);
            steps.add(new Step(Action.CHANGE, space, start, end, hit.size()));
            if (event == InvalidationEvent.UNMAP || event == InvalidationEvent.RELEASE) {
                for (Step of : hit) {
                    subscribed.get(space).remove(of.start);
                    steps.add(new Step(Action.UNSUBSCRIBE, space, of.start, of.end, of.number));
                    subscribe(space, of.start, Math.min(of.end, start));
                    subscribe(space, Math.max(of.start, end), of.end);
                }
            }
        }

        private static List<Step> overlaps(TreeMap<Long, Step> of, long start, long end) {
            Long first = of.floorKey(start);
            return of.subMap(first == null ? start : first, end).values().stream()
                    .filter(step -> step.end > start)
                    .toList();
        }
    }
}
