"""The window. Nothing else in the program knows Qt."""

from desktop_lm.ui.feature_scan import leave_out_feature_scan

leave_out_feature_scan()
