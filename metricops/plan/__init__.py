"""Questions become plans: what to compute, over which rows and times, without SQL."""

from metricops.plan.ask import ask
from metricops.plan.plan import Plan
from metricops.plan.planner import plan, plan_each
from metricops.plan.query import Query

__all__ = ["Plan", "Query", "ask", "plan", "plan_each"]
