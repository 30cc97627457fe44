package io.rangecast.jmh.rivals;

/**
 * The links of a red-black tree and their repair, as in Cormen and others, chapter 13, with the greatest ends kept up to
 * date. Mirror images are written once, with the side as an argument. Not thread-safe.
 *
 * <p>A query walks as Linux's interval tree does: down to the leftmost overlap, then from overlap to overlap by the
 * parents, without a stack. The sentinel stands for every missing child and for the root's parent; its greatest end is
 * below every address, so that it is never entered.
 */
public final class RedBlackLinks {
    private final RedBlackNode nil = new RedBlackNode();
    private RedBlackNode root = nil;

    /** An empty tree. */
    public RedBlackLinks() {}

    /**
     * Puts a range in.
     *
     * @param start first byte
     * @param end the byte after the last
     * @param value what goes with it
     * @return the handle for {@link #remove}
     */
    public RedBlackNode insert(long start, long end, Object value) {
        RedBlackNode node = new RedBlackNode(start, end, value, nil);
        insert(node);
        return node;
    }

    /**
     * The overlap with the least start.
     *
     * @param start first byte
     * @param end the byte after the last
     * @return it, or null
     */
    public RedBlackNode firstOverlap(long start, long end) {
        return orNull(root.greatestEnd > start ? leftmost(root, start, end) : nil);
    }

    /**
     * The overlap that follows one in order, if the tree has not changed since that was found.
     *
     * @param from one that was found
     * @param start first byte
     * @param end the byte after the last
     * @return it, or null
     */
    public RedBlackNode nextOverlap(RedBlackNode from, long start, long end) {
        return orNull(next(from, start, end));
    }

    private RedBlackNode orNull(RedBlackNode node) {
        return node == nil ? null : node;
    }

    /** The overlap with the least start below a node, some interval of which ends after {@code start}; or nil. */
    private RedBlackNode leftmost(RedBlackNode from, long start, long end) {
        RedBlackNode node = from;
        while (true) {
            if (node.left.greatestEnd > start) {
                // Something there ends late enough. If it starts too late, so does everything right of it.
                node = node.left;
            } else if (node.start >= end) {
                return nil;
            } else if (node.end > start) {
                return node;
            } else if (node.right.greatestEnd > start) {
                node = node.right;
            } else {
                return nil;
            }
        }
    }

    /** The overlap that follows one in order; or nil. */
    private RedBlackNode next(RedBlackNode from, long start, long end) {
        RedBlackNode node = from;
        while (true) {
            if (node.right.greatestEnd > start) {
                return leftmost(node.right, start, end);
            }
            RedBlackNode child;
            do {
                child = node;
                node = node.parent;
                if (node == nil) {
                    return nil;
                }
            } while (child == node.right);
            if (node.start >= end) {
                return nil;
            }
            if (node.end > start) {
                return node;
            }
        }
    }

    private void insert(RedBlackNode node) {
        RedBlackNode parent = nil;
        for (RedBlackNode at = root; at != nil; at = node.start < at.start ? at.left : at.right) {
            parent = at;
            at.greatestEnd = Math.max(at.greatestEnd, node.end);
        }
        node.parent = parent;
        if (parent == nil) {
            root = node;
        } else {
            setChild(parent, node.start < parent.start, node);
        }
        repairInsertion(node);
    }

    private void repairInsertion(RedBlackNode inserted) {
        RedBlackNode node = inserted;
        while (node.parent.red) {
            RedBlackNode grandparent = node.parent.parent;
            boolean left = node.parent == grandparent.left;
            RedBlackNode uncle = child(grandparent, !left);
            if (uncle.red) {
                node.parent.red = false;
                uncle.red = false;
                grandparent.red = true;
                node = grandparent;
            } else {
                if (node == child(node.parent, !left)) {
                    node = node.parent;
                    rotate(node, left);
                }
                node.parent.red = false;
                grandparent.red = true;
                rotate(grandparent, !left);
            }
        }
        root.red = false;
    }

    /**
     * Takes a range out.
     *
     * @param node its handle
     */
    public void remove(RedBlackNode node) {
        RedBlackNode moved; // takes the place of what left its own, and may lack a black above it
        boolean blackLost = !node.red;
        RedBlackNode successor = nil;
        if (node.left == nil || node.right == nil) {
            moved = node.left == nil ? node.right : node.left;
            replace(node, moved);
        } else {
            successor = node.right;
            while (successor.left != nil) {
                successor = successor.left;
            }
            blackLost = !successor.red;
            moved = successor.right;
            if (successor.parent == node) {
                moved.parent = successor; // even the sentinel: the repair climbs from there
            } else {
                replace(successor, moved);
                setChild(successor, false, node.right);
            }
            replace(node, successor);
            setChild(successor, true, node.left);
            successor.red = node.red;
            successor.greatestEnd = node.greatestEnd;
        }
        updateFrom(moved.parent);
        updateFrom(successor);
        if (blackLost) {
            repairRemoval(moved);
        }
        nil.parent = nil;
    }

    /** Corrects the greatest ends of a node and of those above, as far as they change. */
    private void updateFrom(RedBlackNode node) {
        for (RedBlackNode at = node; at != nil; at = at.parent) {
            long before = at.greatestEnd;
            at.update();
            if (at.greatestEnd == before) {
                return;
            }
        }
    }

    private void repairRemoval(RedBlackNode moved) {
        RedBlackNode node = moved;
        while (node != root && !node.red) {
            RedBlackNode parent = node.parent;
            boolean left = node == parent.left;
            RedBlackNode sibling = child(parent, !left);
            if (sibling.red) {
                sibling.red = false;
                parent.red = true;
                rotate(parent, left);
                sibling = child(parent, !left);
            }
            if (!sibling.left.red && !sibling.right.red) {
                sibling.red = true;
                node = parent;
            } else {
                if (!child(sibling, !left).red) {
                    child(sibling, left).red = false;
                    sibling.red = true;
                    rotate(sibling, !left);
                    sibling = child(parent, !left);
                }
                sibling.red = parent.red;
                parent.red = false;
                child(sibling, !left).red = false;
                rotate(parent, left);
                node = root;
            }
        }
        node.red = false;
    }

    /** Moves a node down to the given side; the child on its other side takes its place. */
    private void rotate(RedBlackNode node, boolean left) {
        RedBlackNode up = child(node, !left);
        RedBlackNode inner = child(up, left);
        replace(node, up);
        if (left) {
            node.right = inner;
            up.left = node;
        } else {
            node.left = inner;
            up.right = node;
        }
        if (inner != nil) {
            inner.parent = node;
        }
        node.parent = up;
        up.greatestEnd = node.greatestEnd;
        node.update();
    }

    /** Hangs a node where another hung. */
    private void replace(RedBlackNode node, RedBlackNode by) {
        if (node.parent == nil) {
            root = by;
        } else if (node == node.parent.left) {
            node.parent.left = by;
        } else {
            node.parent.right = by;
        }
        by.parent = node.parent;
    }

    private static RedBlackNode child(RedBlackNode node, boolean left) {
        return left ? node.left : node.right;
    }

    private static void setChild(RedBlackNode node, boolean left, RedBlackNode child) {
        if (left) {
            node.left = child;
        } else {
            node.right = child;
        }
        child.parent = node;
    }

    /** Throws unless order, colours and greatest ends are as they must be. */
    void check() {
        if (root.red || nil.red || nil.parent != nil || nil.greatestEnd != Long.MIN_VALUE) {
            throw new AssertionError("a red root, or the sentinel was changed");
        }
        blackHeight(root);
    }

    private int blackHeight(RedBlackNode node) {
        if (node == nil) {
            return 0;
        }
        boolean ordered = (node.left == nil || node.left.start <= node.start && node.left.parent == node)
                && (node.right == nil || node.right.start >= node.start && node.right.parent == node);
        long greatest = node.greatestEnd;
        node.update();
        int height = blackHeight(node.left);
        if (!ordered
                || greatest != node.greatestEnd
                || node.red && (node.left.red || node.right.red)
                || blackHeight(node.right) != height) {
            throw new AssertionError("broken below start " + node.start);
        }
        return node.red ? height : height + 1;
    }
}
