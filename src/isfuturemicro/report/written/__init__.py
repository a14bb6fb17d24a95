"""Pages and files that are written from tables, without a notebook."""

from .plan import WrittenPlan, plan_written

__all__ = ["WrittenPlan", "plan_written"]
